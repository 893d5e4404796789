"""Names that samples are peopled with: common American names, street names, towns of Massachusetts with a ZIP."""

from __future__ import annotations

FIRST = (
    "James", "Mary", "Robert", "Patricia", "John", "Jennifer", "Michael", "Linda", "David", "Elizabeth", "William",
    "Barbara", "Richard", "Susan", "Joseph", "Jessica", "Thomas", "Karen", "Carlos", "Maria", "Christopher", "Nancy",
    "Daniel", "Lisa", "Matthew", "Sandra", "Anthony", "Ashley", "Mark", "Emily", "Steven", "Kimberly", "Paul",
    "Margaret", "Andrew", "Donna", "Kevin", "Michelle", "Brian", "Carol", "George", "Amanda", "Edward", "Melissa",
    "Jose", "Ana", "Luis", "Rosa", "Wei", "Mei", "Minh", "Linh", "Rajesh", "Priya", "Ahmed", "Fatima", "Sean",
    "Kathleen", "Patrick", "Maureen", "Antonio", "Lucia", "Pedro", "Joana", "Ivan", "Olga", "Samuel", "Grace",
    "Benjamin", "Hannah", "Peter", "Claire", "Dennis", "Ruth", "Walter", "Alice", "Kyle", "Teresa", "Julia", "Victor",
    "Angela", "Roger",
)  # fmt: skip

LAST = (
    "Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Rodriguez", "Martinez",
    "Hernandez", "Lopez", "Gonzalez", "Wilson", "Anderson", "Thomas", "Taylor", "Moore", "Jackson", "Martin", "Lee",
    "Perez", "Thompson", "White", "Harris", "Sanchez", "Clark", "Ramirez", "Lewis", "Robinson", "Walker", "Young",
    "Allen", "King", "Wright", "Scott", "Torres", "Nguyen", "Hill", "Flores", "Green", "Adams", "Nelson", "Baker",
    "Hall", "Rivera", "Campbell", "Mitchell", "Carter", "Roberts", "Sullivan", "Murphy", "Kelly", "Sousa", "Silva",
    "Pereira", "Santos", "Costa", "Medeiros", "Chen", "Wang", "Li", "Tran", "Pham", "Patel", "Shah", "Khan", "Cohen",
    "Levine", "Kowalski", "Rossi", "Russo", "Romano", "Bouchard", "Gagnon", "Leblanc", "Pelletier", "Doherty",
    "Walsh", "Quinn", "O'Brien", "O'Connor", "McCarthy", "Fitzgerald", "Baptiste", "Joseph", "Desrosiers", "Haddad",
    "Petrov", "Ivanov", "Papadopoulos",
)  # fmt: skip

STREETS = (
    "Main St", "Elm St", "Maple Ave", "Washington St", "Park St", "Pleasant St", "School St", "Highland Ave",
    "Summer St", "Winter St", "Prospect St", "Center St", "Chestnut St", "Walnut St", "Franklin St", "Lincoln St",
    "Union St", "River Rd", "Mill St", "Church St", "Cedar St", "Oak St", "Pond St", "Forest St", "Beacon St",
    "Central Ave", "Bridge St", "Spring St", "Harvard St", "Broadway", "Salem St", "Cambridge St", "Ferry St",
)  # fmt: skip

TOWNS = (
    ("Boston", "02118"), ("Boston", "02127"), ("Dorchester", "02124"), ("Worcester", "01604"), ("Worcester", "01609"),
    ("Springfield", "01108"), ("Lowell", "01850"), ("Lowell", "01852"), ("Cambridge", "02139"), ("Brockton", "02301"),
    ("Quincy", "02169"), ("Lynn", "01902"), ("Fall River", "02721"), ("New Bedford", "02740"), ("Lawrence", "01841"),
    ("Newton", "02458"), ("Somerville", "02143"), ("Framingham", "01702"), ("Haverhill", "01830"),
    ("Waltham", "02453"), ("Malden", "02148"), ("Brookline", "02446"), ("Plymouth", "02360"), ("Medford", "02155"),
    ("Taunton", "02780"), ("Chicopee", "01013"), ("Weymouth", "02190"), ("Revere", "02151"), ("Peabody", "01960"),
    ("Methuen", "01844"), ("Barnstable", "02630"), ("Pittsfield", "01201"), ("Attleboro", "02703"),
    ("Everett", "02149"), ("Salem", "01970"), ("Westfield", "01085"), ("Leominster", "01453"), ("Fitchburg", "01420"),
    ("Beverly", "01915"), ("Holyoke", "01040"), ("Amherst", "01002"), ("Gloucester", "01930"),
    ("Northampton", "01060"), ("Falmouth", "02540"), ("Concord", "01742"),
)  # fmt: skip
